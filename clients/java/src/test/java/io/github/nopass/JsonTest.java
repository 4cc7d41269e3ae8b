package io.github.nopass;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  @Test
  void readsWhatItWrites() throws Exception {
    Map<String, Object> value =
        Map.of("a", List.of(), "b", Map.of(), "c", Arrays.asList(true, null, "\u0001\"\\\ud800"));
    assertEquals(value, Json.parseObject(JsonWriter.write(value)));
  }

  @Test
  void readsEveryKind() throws Exception {
    Map<?, ?> read =
        Json.parseObject(" {\"n\" : [-0.5e+1, 0, 1e400], \"s\":\"\\u00e9\\n\\/\",\"t\":{} } ");
    assertEquals(List.of(-5.0, 0.0, Double.POSITIVE_INFINITY), read.get("n"));
    assertEquals("\u00e9\n/", read.get("s"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "null",
        "{",
        "{}{}",
        "{\"a\":1,}",
        "{\"a\":1,\"a\":2}",
        "{\"a\":1,\"\\u0061\":2}",
        "{\"a\":[1,]}",
        "{\"a\":01}",
        "{\"a\":1.}",
        "{\"a\":+1}",
        "{\"a\":NaN}",
        "{\"a\":\"\n\"}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\\u00g0\"}",
        "{a:1}",
        "\ufeff{}",
        "{\"a\":\"",
      })
  void refusesAllElse(String text) {
    assertThrows(Json.Malformed.class, () -> Json.parseObject(text));
  }

  @Test
  void refusesWhatIsTooDeepOrNotUtf8() {
    String deep = "{\"a\":" + "[".repeat(100_000);
    assertThrows(Json.Malformed.class, () -> Json.parseObject(deep));
    byte[] latin1 = {'{', '"', (byte) 0xe9, '"', ':', '1', '}'};
    assertThrows(Json.Malformed.class, () -> Json.parseObject(latin1));
  }

  @Test
  void aMessageOfProtobufMayBeCutAnywhere() {
    byte[] whole = FakeService.field(1, FakeService.field(2, FakeService.utf8("text")));
    assertEquals("text", new Protobuf(whole).messages(1).get(0).text(2));
    for (int length = 0; length < whole.length; length += 1)
      new Protobuf(Arrays.copyOf(whole, length)).messages(1).forEach(it -> it.text(2));
    byte[] endless = new byte[20];
    Arrays.fill(endless, (byte) 0xff);
    assertEquals(0, new Protobuf(endless).number(1));
  }
}
