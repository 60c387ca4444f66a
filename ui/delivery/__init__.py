"""How pages reach a browser over a weak line: compressed once, few requests, words before the first script."""
