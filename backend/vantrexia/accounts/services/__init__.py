"""Writing accounts: each function is one act, one transaction, one audit entry.

- `practices`: `create_practice`, `change_practice`, `set_setting`, `add_location`, `change_location`.
- `members`: `invite_member`, `change_member`, `deactivate_member`, `unlock_member`, `reset_member_totp`,
  credentials.
- `sign_in`: `sign_in`. `sessions`: `start_session`, `rotate_refresh`, `end_session`, `switch_practice`.
- `passwords`: hashing, rules, `change_password`. `resets`: `request_reset`, `confirm_reset`.
- `totp`: `begin_enrolment`, `confirm_enrolment`, `disable_totp`, `replace_recovery_codes`.
- `break_glass`: `break_glass`, `end_break_glass`, `review_break_glass`.
- `lockout`: the counters of failed tries. `housekeeping`: `purge_expired`.

Functions that count failures answer with `Refused` instead of raising: an exception would roll the count back
with the rest of the request.
"""
