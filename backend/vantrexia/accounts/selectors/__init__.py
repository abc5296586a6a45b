"""Reading practices, people, memberships and sessions.

- `people`: `find_user_id`, `find_user`, `get_user`, `list_memberships`, `as_person`: across practices, for
  sign-in.
- `practices`: `get_practice`, `list_locations`, `find_setting`, `get_deadlines`, `list_practice_ids`, `is_synthetic`.
- `members`: `list_members`, `get_member`, `is_member`, `list_admin_emails`.
- `sessions`: `list_sessions`, `list_break_glass`, `find_break_glass`.
- `profiles`: `get_profile`, what login and `me/` answer.
"""
