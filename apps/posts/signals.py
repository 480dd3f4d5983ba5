from django.dispatch import Signal

# Someone who is signed in opens the page of a post or a project. `sender`: its model; `target`, `user`.
target_opened = Signal()
