"""Pages of HTML that need nothing but themselves: one interactive picture, or a whole report."""
