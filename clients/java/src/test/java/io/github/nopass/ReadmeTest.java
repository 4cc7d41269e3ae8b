package io.github.nopass;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples are compiled as they stand in README.md, and the first one is run. */
class ReadmeTest {
  private static final Pattern EXAMPLE = Pattern.compile("(?s)```java\n(.*?)```");
  private static final Pattern NAME = Pattern.compile("public (?:class|record) (\\w+)");

  @Test
  void theExamplesWork(@TempDir Path folder) throws Exception {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("--release", "17", "-Xlint:all,-options", "-Werror"));
    arguments.addAll(
        List.of("-cp", System.getProperty("java.class.path"), "-d", folder.toString()));
    Matcher examples = EXAMPLE.matcher(Files.readString(Path.of("README.md")));
    while (examples.find()) {
      Matcher name = NAME.matcher(examples.group(1));
      if (!name.find()) throw new IllegalStateException("an example without a class");
      Path file = folder.resolve(name.group(1) + ".java");
      arguments.add(Files.writeString(file, examples.group(1)).toString());
    }
    assertEquals(
        0,
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(String[]::new)));

    try (FakeService service = new FakeService();
        URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
      service.then(200, FakeService.SENT).then(200, FakeService.VERIFIED);
      assertEquals("ada@example.com is theirs", run(loader, service));
      assertEquals("012 345", service.received.get(1).field("code"));
      service.then(200, FakeService.SENT).refuse(403, "permission_denied", "CODE_REJECTED");
      assertEquals("wrong, 0 attempts left", run(loader, service));
    }
  }

  private static String run(ClassLoader loader, FakeService service) throws Exception {
    InputStream in = System.in;
    PrintStream out = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try {
      System.setIn(new ByteArrayInputStream(FakeService.utf8("012 345\n")));
      System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
      loader
          .loadClass("SignIn")
          .getMethod("main", String[].class)
          .invoke(null, (Object) new String[] {service.url(), FakeService.KEY});
    } finally {
      System.setIn(in);
      System.setOut(out);
    }
    return printed.toString(StandardCharsets.UTF_8).strip();
  }
}
