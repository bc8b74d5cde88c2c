package dev.oneshot.pool;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses POOL =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.oneshot.pool");

  @Test
  void hasNoCyclesBetweenPackages() {
    slices().matching("dev.oneshot.(**)").should().beFreeOfCycles().check(POOL);
  }

  @Test
  void letsAdaptersImportTheirPortAndNotTheReverse() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "dev.oneshot.pool", "dev.oneshot.pool.launch", "dev.oneshot.pool.sizing")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.oneshot.pool.process",
            "dev.oneshot.pool.kubernetes",
            "dev.oneshot.pool.rabbit",
            "com.rabbitmq..",
            "io.fabric8..")
        .check(POOL);
    noClasses()
        .that()
        .resideInAnyPackage("dev.oneshot.pool.process", "dev.oneshot.pool.kubernetes")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.oneshot.pool", "dev.oneshot.pool.rabbit", "com.rabbitmq..")
        .check(POOL);
  }

  @Test
  void keepsArithmeticAndPortFreeOfEverything() {
    noClasses()
        .that()
        .resideInAnyPackage("dev.oneshot.pool.launch", "dev.oneshot.pool.sizing")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.oneshot.job..", "dev.oneshot.pool", "io.micrometer..", "com.mongodb..")
        .check(POOL);
  }

  @Test
  void knowsSpringInTheProgramOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.oneshot.pool.app", "dev.oneshot.pool.declaration")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.springframework..", "dev.oneshot.pool.app", "dev.oneshot.pool.declaration")
        .check(POOL);
  }
}
