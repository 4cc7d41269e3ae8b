package io.github.nopass;

import java.util.List;
import java.util.Map;

/** Writes JSON (RFC 8259) that is ASCII but for letters, so that the client needs no library. */
final class JsonWriter {
  private JsonWriter() {}

  /** Writes strings, booleans, numbers, lists, maps and null. */
  static String write(Object value) {
    StringBuilder out = new StringBuilder();
    write(value, out);
    return out.toString();
  }

  private static void write(Object value, StringBuilder out) {
    if (value instanceof Map<?, ?> object) {
      String separator = "{";
      for (Map.Entry<?, ?> member : object.entrySet()) {
        out.append(separator);
        writeString((String) member.getKey(), out);
        out.append(':');
        write(member.getValue(), out);
        separator = ",";
      }
      out.append(object.isEmpty() ? "{}" : "}");
    } else if (value instanceof List<?> array) {
      String separator = "[";
      for (Object element : array) {
        out.append(separator);
        write(element, out);
        separator = ",";
      }
      out.append(array.isEmpty() ? "[]" : "]");
    } else if (value instanceof String string) {
      writeString(string, out);
    } else {
      out.append(value);
    }
  }

  private static void writeString(String string, StringBuilder out) {
    out.append('"');
    for (int index = 0; index < string.length(); index += 1) {
      char unit = string.charAt(index);
      // Surrogates as well: half of a pair would become a question mark in UTF-8.
      if (unit < ' ' || unit == '"' || unit == '\\' || Character.isSurrogate(unit))
        out.append(String.format("\\u%04x", (int) unit));
      else out.append(unit);
    }
    out.append('"');
  }
}
