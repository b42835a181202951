"""From the model to what is drawn: every figure chosen, written and cleaned before a lane sees it."""
