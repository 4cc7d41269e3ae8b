package io.github.nopass;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Reads the binary form of protobuf as far as the details of errors need it: numbers and what has a
 * length. All else is skipped, and a message that is cut off ends where it is cut.
 */
final class Protobuf {
  private record Field(int number, long value, byte[] bytes) {}

  private final List<Field> fields = new ArrayList<>();
  private final byte[] message;
  private int at;

  Protobuf(byte[] message) {
    this.message = message;
    while (at < message.length) {
      long tag = varint();
      int number = (int) (tag >>> 3);
      switch ((int) (tag & 7)) {
        case 0 -> fields.add(new Field(number, varint(), new byte[0]));
        case 1 -> at += 8;
        case 2 -> fields.add(new Field(number, 0, bytes(varint())));
        case 5 -> at += 4;
        default -> at = message.length;
      }
    }
  }

  long number(int field) {
    return last(field).map(Field::value).orElse(0L);
  }

  String text(int field) {
    return last(field).map(it -> new String(it.bytes, StandardCharsets.UTF_8)).orElse("");
  }

  List<Protobuf> messages(int field) {
    return fields.stream()
        .filter(it -> it.number == field)
        .map(it -> new Protobuf(it.bytes))
        .toList();
  }

  /** The last one counts, as protobuf has it. */
  private Optional<Field> last(int field) {
    return fields.stream().filter(it -> it.number == field).reduce((first, second) -> second);
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; shift < 64 && at < message.length; shift += 7) {
      byte next = message[at++];
      value |= (next & 0x7fL) << shift;
      if (next >= 0) return value;
    }
    at = message.length;
    return value;
  }

  private byte[] bytes(long length) {
    int end = (int) Math.min(message.length, at + Math.max(0, Math.min(length, message.length)));
    byte[] found = Arrays.copyOfRange(message, Math.min(at, end), end);
    at = end;
    return found;
  }
}
