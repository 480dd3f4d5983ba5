from django.dispatch import Signal

# A tag has another name, or has taken in what another tag had: what shows it is rendered again. `tag`: as it is now.
# Sent within the transaction.
tag_changed = Signal()

# In a merge of two tags two rows became one. `sender`: their model; `kept`: the row that has what hung on both.
# Sent within the transaction.
rows_merged = Signal()
