package dev.oneshot.worker;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final String WORKER = "dev.oneshot.worker";
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(WORKER);

  @Test
  void packagesHaveNoCycles() {
    slices().matching(WORKER + ".(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void executionKnowsNothingOfBrokerAndStore() {
    noClasses()
        .that()
        .resideInAPackage(WORKER + ".execution..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "com.rabbitmq..",
            "com.mongodb..",
            "org.bson..",
            "dev.oneshot..mongo..",
            "dev.oneshot.message..",
            "dev.oneshot.topology..",
            WORKER,
            WORKER + ".assignment..",
            WORKER + ".reporting..",
            WORKER + ".priming..")
        .check(CLASSES);
  }

  @Test
  void othersKnowNothingOfFunctions() {
    noClasses()
        .that()
        .resideInAnyPackage(
            WORKER + ".assignment..", WORKER + ".reporting..", WORKER + ".priming..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.amazonaws..", WORKER + ".execution..", WORKER)
        .check(CLASSES);
  }

  @Test
  void onlyTheRootKnowsWhichStoreItIs() {
    noClasses()
        .that()
        .resideInAnyPackage(
            WORKER + ".assignment..", WORKER + ".reporting..", WORKER + ".priming..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.mongodb..", "org.bson..", "dev.oneshot..mongo..")
        .check(CLASSES);
  }

  @Test
  void standbyImportsNothing() {
    classes()
        .that()
        .resideInAPackage(WORKER + ".standby..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("java..", "org.jspecify..", WORKER + ".standby..")
        .check(CLASSES);
  }

  @Test
  void nobodyButTheBrokersPackageSpeaksItsProtocol() {
    noClasses().should().dependOnClassesThat().resideInAPackage("com.rabbitmq..").check(CLASSES);
    classes()
        .that()
        .resideInAPackage(WORKER + ".broker..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..",
            "org.jspecify..",
            "dev.oneshot.topology..",
            WORKER + ".broker..",
            WORKER + ".net..")
        .check(CLASSES);
  }
}
