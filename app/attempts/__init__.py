"""An attempt's life: starting, answering, finishing; which one counts, and what is due when."""
