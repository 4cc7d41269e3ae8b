package io.github.nopass;

import java.time.Clock;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** Accepts each receipt once. */
@FunctionalInterface
public interface ReplayGuard {
  /**
   * Remembers that a receipt was accepted.
   *
   * <p>It has to be one step for all processes, such as an insert that fails when the id is there.
   * Reading first and writing later lets two callers in.
   *
   * @param id of the receipt
   * @param until when it may be forgotten: after that the receipt is refused by its age
   * @return true for the first who asks with this id, false for everybody after
   */
  boolean consume(String id, Instant until);

  /**
   * Makes a guard for this process, until it is restarted: keep one for all calls. Several
   * processes, or one that must not forget, need a database.
   *
   * <p>When it is full it throws: to forget a receipt early would let it in again.
   *
   * @param capacity how many receipts it remembers; 100,000 are enough for 250 a second
   * @return a guard
   */
  static ReplayGuard inMemory(int capacity) {
    return inMemory(capacity, Clock.systemUTC());
  }

  /**
   * Makes a guard for this process with a clock of its own.
   *
   * @param capacity how many receipts it remembers
   * @param clock the clock
   * @return a guard
   */
  static ReplayGuard inMemory(int capacity, Clock clock) {
    if (capacity < 1) throw new IllegalArgumentException("capacity must be at least 1");
    Map<String, Instant> seen = new LinkedHashMap<>();
    return (id, until) -> {
      synchronized (seen) {
        // The oldest come first. One that ends early behind one that ends late waits for it.
        Iterator<Instant> ends = seen.values().iterator();
        while (ends.hasNext() && !ends.next().isAfter(clock.instant())) ends.remove();
        if (seen.containsKey(id)) return false;
        if (seen.size() >= capacity)
          throw new IllegalStateException("the replay guard is full, use a database");
        seen.put(id, until);
        return true;
      }
    };
  }
}
