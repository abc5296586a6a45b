"""Running commands: `Runner` is the protocol, `LocalRunner` the real thing; tests have a fake of the same shape.

said = runner.run(command)                    Said(code, out, err); raises CommandFailed unless the code is 0
said = runner.run(command, check=False)       whatever the code; EngineGone is still raised
"""

from vantrexia_ops.runner.local import LocalRunner
from vantrexia_ops.runner.protocol import CommandFailed, CommandTimeout, Runner, Said

__all__ = ["CommandFailed", "CommandTimeout", "LocalRunner", "Runner", "Said"]
