"""The counterparts of a record: which companies could use an offer, who can answer a need, which of two houses' records
fit, and what is there already. One engine, typed by what is found (`zone/finding`); whatever is found is public.
"""
