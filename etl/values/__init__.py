"""One cell at a time: width, 和暦, numbers with units, codes; and columns of cells."""
