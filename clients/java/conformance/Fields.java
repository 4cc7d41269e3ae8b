package io.github.nopass;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;

/** The members of a JSON object, each as what the command says it is. */
record Fields(Map<?, ?> members) {
  boolean has(String name) {
    return members.get(name) != null;
  }

  /** Whether it is there at all, if only as null. */
  boolean names(String name) {
    return members.containsKey(name);
  }

  Clock clock(String name) {
    return has(name)
        ? Clock.fixed(Instant.ofEpochMilli(whole(name)), ZoneOffset.UTC)
        : Clock.systemUTC();
  }

  String text(String name) {
    return (String) members.get(name);
  }

  boolean is(String name) {
    return Boolean.TRUE.equals(members.get(name));
  }

  Long whole(String name) {
    return ((Double) members.get(name)).longValue();
  }

  Duration millis(String name) {
    return has(name) ? Duration.ofMillis(whole(name)) : null;
  }

  Fields fields(String name) {
    return new Fields(members.get(name) instanceof Map<?, ?> fields ? fields : Map.of());
  }
}
