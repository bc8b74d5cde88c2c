package dev.oneshot.examples;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.oneshot.examples");

  @Test
  void functionsKnowOfThePlatform_onlyTheLambdaInterface() {
    noClasses()
        .should()
        .dependOnClassesThat(
            JavaClass.Predicates.resideInAPackage("dev.oneshot..")
                .and(
                    com.tngtech.archunit.base.DescribedPredicate.not(
                        JavaClass.Predicates.resideInAPackage("dev.oneshot.examples.."))))
        .check(CLASSES);
  }

  @Test
  void functionsShareNothingButTheCall() {
    noClasses()
        .that()
        .resideInAnyPackage("..echo..", "..call..", "..scan..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("..probe..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAnyPackage("..echo..", "..call..", "..probe..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("..scan..")
        .check(CLASSES);
  }

  @Test
  void packagesAreFreeOfCycles() {
    slices().matching("dev.oneshot.examples.(*)..").should().beFreeOfCycles().check(CLASSES);
  }
}
