"""Writing accounts: each function is one act, one transaction, one audit entry.

- `practices`: `create_practice`, `change_practice`, `set_setting`, `add_location`, `change_location`.
- `members`: `invite_member`, `change_member`, `deactivate_member`, `unlock_member`, `reset_member_totp`,
  `send_new_invitation`. `credentials`: what somebody is by profession, dated. `own_record`: which record a patient's account opens.
- `sign_in`: `sign_in`. `sessions`: `start_session`, `rotate_refresh`, `end_session`, `switch_practice`. `endings`: sessions
  that end with a role or an account. `reauthentication`: who they are, asked once more. `profiles`: `change_own_profile`.
- `passwords`: the rules, `change_password`. `hashing`: Argon2id. `resets`: `request_reset`, `confirm_reset`.
- `totp`: `begin_enrolment`, `confirm_enrolment`, `disable_totp`, `replace_recovery_codes`. `factors`: their codes.
- `break_glass`: `break_glass`, `end_break_glass`, `review_break_glass`.
- `lockout`: the counters of failed tries, `refusals`: `Refused`. `housekeeping`: `purge_expired`.

Functions that count failures answer with `Refused` instead of raising: an exception would roll the count back
with the rest of the request.
"""
