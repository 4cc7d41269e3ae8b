#!/usr/bin/env bash
# Makes the program in this folder, which holds nothing else, run with the jar in the local Maven repository.
set -euo pipefail
client=$(cd "$(dirname "$0")" && pwd)
command -v mvn >/dev/null || exit 127
command -v java >/dev/null || exit 127

mvn -q -B -f "$client/pom.xml" -DskipTests -Dspotless.check.skip install

version_of() { sed -n "s:.*<$1>\(.*\)</$1>.*:\1:p" "$client/pom.xml" | head -1; }
main=$(basename ./*.*)
library= compiler=
if [[ $main == *.kt ]]; then
  main=${main%.kt}Kt
  kotlin="<groupId>org.jetbrains.kotlin</groupId><version>$(version_of kotlin.version)</version>"
  library="<dependency>$kotlin<artifactId>kotlin-stdlib</artifactId></dependency>"
  compiler="<plugin>$kotlin<artifactId>kotlin-maven-plugin</artifactId><executions><execution>
    <phase>compile</phase><goals><goal>compile</goal></goals><configuration><jvmTarget>17</jvmTarget></configuration>
  </execution></executions></plugin>"
fi
mkdir src
mv ./*.* src
cat > pom.xml <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>com.example</groupId>
  <artifactId>sign-in</artifactId>
  <version>1</version>
  <properties>
    <maven.compiler.release>17</maven.compiler.release>
    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
  </properties>
  <dependencies>
    <dependency>
      <groupId>io.github.nopass</groupId>
      <artifactId>nopass-client</artifactId>
      <version>$(version_of version)</version>
    </dependency>
    $library
  </dependencies>
  <build>
    <sourceDirectory>src</sourceDirectory>
    <plugins>
      <plugin>
        <groupId>org.apache.maven.plugins</groupId>
        <artifactId>maven-compiler-plugin</artifactId>
        <version>3.13.0</version>
      </plugin>
      <plugin>
        <groupId>org.apache.maven.plugins</groupId>
        <artifactId>maven-dependency-plugin</artifactId>
        <version>3.8.1</version>
      </plugin>
      $compiler
    </plugins>
  </build>
</project>
POM
mvn -q -B compile dependency:copy-dependencies -DoutputDirectory=lib
printf '#!/usr/bin/env bash\nexec java -cp "target/classes:lib/*" %s "$@"\n' "${main%.java}" > run
