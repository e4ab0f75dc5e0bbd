/* Adds the numbers of a list. */
long add(int count, char *const *words);
