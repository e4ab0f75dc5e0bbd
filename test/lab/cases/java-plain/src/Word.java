record Word(String text, int letters) {
  @Override
  public String toString() {
    return text + ": " + letters;
  }
}
