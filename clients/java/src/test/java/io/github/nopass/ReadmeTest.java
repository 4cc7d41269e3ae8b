package io.github.nopass;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples are compiled as they stand in README.md; the first one is run by try-package.sh. */
class ReadmeTest {
  private static final Pattern EXAMPLE = Pattern.compile("(?s)```java\n(.*?)```");
  private static final Pattern NAME = Pattern.compile("public (?:class|record) (\\w+)");

  @Test
  void theExamplesCompile(@TempDir Path folder) throws Exception {
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
  }
}
