package dev.oneshot.request.reading;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What the package-info files of these packages say of their imports. */
class PackagesTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(
              "dev.oneshot.request.functions",
              "dev.oneshot.request.problem",
              "dev.oneshot.request.reading");

  @Test
  void knowsNothingOfItsCallers_whoeverReportsProblems() {
    noClasses()
        .that()
        .resideInAPackage("..request.problem..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "..request.functions..", "..request.reading..", "..request.submission..")
        .check(CLASSES);
  }

  @Test
  void knowsNothingOfJobs_whoeverDeclaresFunctions() {
    noClasses()
        .that()
        .resideInAPackage("..request.functions..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("..request.reading..", "..request.submission..", "..job.mongo..")
        .check(CLASSES);
  }

  @Test
  void leavesSubmissionAlone_whoeverReads() {
    noClasses()
        .that()
        .resideInAPackage("..request.reading..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("..request.submission..", "..request.waiting..", "com.rabbitmq..")
        .check(CLASSES);
  }

  /** The servlet API's parameters would read a form's body, which is somebody's payload. */
  @Test
  void parsesNoFormBodies() {
    noClasses()
        .should()
        .callMethodWhere(
            com.tngtech.archunit.base.DescribedPredicate.describe(
                "reads request parameters",
                call ->
                    call.getTarget().getName().startsWith("getParameter")
                        && call.getTargetOwner().getName().startsWith("jakarta.servlet")))
        .check(CLASSES);
  }
}
