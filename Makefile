# Two commands for a newcomer: `make demo` and `make test`. Everything else is for people who work here.
