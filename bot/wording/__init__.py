"""Answer to Reply: sentences and number formats, in the words of the language folders."""
