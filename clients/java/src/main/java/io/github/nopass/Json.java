package io.github.nopass;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads JSON (RFC 8259), so that the client needs no library.
 *
 * <p>Strict: UTF-8 without errors, no byte order mark, no name twice, nothing after the value.
 * Objects are maps, arrays lists, numbers {@link Double}s.
 */
final class Json {
  private static final int DEEPEST = 32;

  private final String text;
  private int at;
  private int depth;

  private Json(String text) {
    this.text = text;
  }

  /** What is not JSON. Its message holds nothing of the text. */
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1;

    Malformed(String message) {
      super(message);
    }
  }

  static Map<?, ?> parseObject(byte[] utf8) throws Malformed {
    try {
      var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8));
      return parseObject(text.toString());
    } catch (CharacterCodingException e) {
      throw new Malformed("not UTF-8");
    }
  }

  /** Reads one object. */
  static Map<?, ?> parseObject(String text) throws Malformed {
    Json json = new Json(text);
    Object value = json.value();
    json.skipSpace();
    if (json.at != text.length()) throw json.malformed();
    if (value instanceof Map<?, ?> object) return object;
    throw new Malformed("not an object");
  }

  private Object value() throws Malformed {
    skipSpace();
    return switch (peek()) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> string();
      case 't' -> word("true", true);
      case 'f' -> word("false", false);
      case 'n' -> word("null", null);
      default -> number();
    };
  }

  private Map<String, Object> object() throws Malformed {
    Map<String, Object> members = new LinkedHashMap<>();
    enter();
    if (!ends('}')) {
      do {
        skipSpace();
        String name = string();
        skipSpace();
        expect(':');
        if (members.containsKey(name)) throw new Malformed("a name twice");
        members.put(name, value());
      } while (continues('}'));
    }
    depth -= 1;
    return members;
  }

  private List<Object> array() throws Malformed {
    List<Object> elements = new ArrayList<>();
    enter();
    if (!ends(']')) {
      do {
        elements.add(value());
      } while (continues(']'));
    }
    depth -= 1;
    return elements;
  }

  private void enter() throws Malformed {
    at += 1;
    depth += 1;
    if (depth > DEEPEST) throw new Malformed("too deep");
  }

  private boolean ends(char end) {
    skipSpace();
    if (peek() != end) return false;
    at += 1;
    return true;
  }

  private boolean continues(char end) throws Malformed {
    if (ends(end)) return false;
    expect(',');
    return true;
  }

  private String string() throws Malformed {
    expect('"');
    StringBuilder content = new StringBuilder();
    for (; ; ) {
      char next = peek();
      if (next < ' ') throw malformed();
      at += 1;
      if (next == '"') return content.toString();
      content.append(next == '\\' ? escaped() : next);
    }
  }

  private char escaped() throws Malformed {
    char kind = peek();
    at += 1;
    return switch (kind) {
      case '"', '\\', '/' -> kind;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> codeUnit();
      default -> throw malformed();
    };
  }

  private char codeUnit() throws Malformed {
    int unit = 0;
    for (int digit = 0; digit < 4; digit += 1, at += 1) {
      int value = peek() < 128 ? Character.digit(peek(), 16) : -1;
      if (value < 0) throw malformed();
      unit = unit * 16 + value;
    }
    return (char) unit;
  }

  private Double number() throws Malformed {
    int start = at;
    if (peek() == '-') at += 1;
    if (peek() == '0') at += 1;
    else digits();
    if (peek() == '.') {
      at += 1;
      digits();
    }
    if (peek() == 'e' || peek() == 'E') {
      at += 1;
      if (peek() == '+' || peek() == '-') at += 1;
      digits();
    }
    return Double.valueOf(text.substring(start, at));
  }

  private void digits() throws Malformed {
    int start = at;
    while (peek() >= '0' && peek() <= '9') at += 1;
    if (at == start) throw malformed();
  }

  private Object word(String word, Object value) throws Malformed {
    if (!text.startsWith(word, at)) throw malformed();
    at += word.length();
    return value;
  }

  private void expect(char wanted) throws Malformed {
    if (peek() != wanted) throw malformed();
    at += 1;
  }

  private void skipSpace() {
    while (" \t\n\r".indexOf(peek()) >= 0) at += 1;
  }

  /** A control character, which no rule wants, where the text ends. */
  private char peek() {
    return at < text.length() ? text.charAt(at) : '\0';
  }

  private Malformed malformed() {
    return new Malformed("not JSON at " + at);
  }
}
