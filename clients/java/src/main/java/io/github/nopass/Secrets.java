package io.github.nopass;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** The secrets of one call, struck out of every text that may be shown. */
final class Secrets {
  private final List<String> longestFirst;

  Secrets(Stream<Optional<String>> secrets) {
    longestFirst =
        secrets
            .flatMap(Optional::stream)
            // Striking out three digits would strike out half of every port, and hide nothing.
            .filter(secret -> secret.length() > 3)
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
  }

  String strikeOut(String text) {
    String kept = Objects.requireNonNullElse(text, "");
    for (String secret : longestFirst) kept = kept.replace(secret, "[redacted]");
    return kept;
  }

  /** Copies an exception and its causes: their names, texts and places in the code. */
  Throwable without(Throwable original) {
    return original == null ? null : new Shown(original, this, 0);
  }

  /** The copy of an exception of any kind, under that one's name. */
  private static final class Shown extends Exception {
    private static final long serialVersionUID = 1;
    private static final int DEEPEST = 10;

    private final String name;

    Shown(Throwable original, Secrets secrets, int depth) {
      super(
          secrets.strikeOut(original.getMessage()),
          original.getCause() == null || depth == DEEPEST
              ? null
              : new Shown(original.getCause(), secrets, depth + 1));
      name = original.getClass().getName();
      setStackTrace(original.getStackTrace());
    }

    @Override
    public String toString() {
      return getMessage().isEmpty() ? name : name + ": " + getMessage();
    }
  }
}
