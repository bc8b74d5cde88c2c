package dev.oneshot;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(
              "dev.oneshot.crypto",
              "dev.oneshot.failpoint",
              "dev.oneshot.job",
              "dev.oneshot.json",
              "dev.oneshot.message",
              "dev.oneshot.payload",
              "dev.oneshot.topology");

  @Test
  void hasNoCycles() {
    slices().matching("dev.oneshot.(**)").should().beFreeOfCycles().check(classes);
  }

  @Test
  void keepsDriversBehindTheirPorts() {
    noClasses()
        .that()
        .resideOutsideOfPackage("..mongo..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.mongodb..", "org.bson..")
        .check(classes);
    noClasses()
        .that()
        .resideInAnyPackage("dev.oneshot.job", "dev.oneshot.payload", "dev.oneshot.message")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.rabbitmq..", "..mongo..")
        .check(classes);
  }

  @Test
  void jsonAndCryptoImportNothing() {
    for (String alone : List.of("dev.oneshot.json", "dev.oneshot.crypto")) {
      classes()
          .that()
          .resideInAPackage(alone)
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", "org.jspecify..", alone)
          .check(classes);
    }
  }

  @Test
  void knowsNoFramework() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.springframework..", "org.slf4j..")
        .check(classes);
  }
}
