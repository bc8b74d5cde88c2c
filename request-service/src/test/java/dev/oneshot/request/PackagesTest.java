package dev.oneshot.request;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the package-info files of this module say of their imports. */
class PackagesTest {
  private static final String ROOT = "dev.oneshot.request.";
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.oneshot.request");
  private static final List<String> PACKAGES =
      List.of(
          "connection",
          "functions",
          "limits",
          "loop",
          "messaging",
          "metrics",
          "problem",
          "reading",
          "recovery",
          "retention",
          "submission",
          "transfer",
          "waiting");

  @Test
  void hasNoCycles() {
    slices().matching("dev.oneshot.request.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  /** Adapters in {@code *.mongo} and {@code *.rabbit} may import what their port may. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "connection | waiting",
        "loop       | ''",
        "metrics    | ''",
        "problem    | ''",
        "messaging  | ''",
        "functions  | loop problem",
        "transfer   | problem",
        "reading    | functions problem transfer",
        "waiting    | loop messaging metrics",
        "recovery   | loop messaging metrics reading waiting",
        "limits     | functions loop messaging problem recovery waiting",
        "submission | functions limits messaging metrics problem reading recovery transfer waiting",
        "retention  | loop submission",
      })
  void importsWhatItSays(String name, String allowed) {
    List<String> others = new ArrayList<>(PACKAGES);
    others.remove(name);
    others.removeAll(Arrays.asList(allowed.split(" ", -1)));
    noClasses()
        .that()
        .resideInAPackage(ROOT + name + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            others.stream().map(other -> ROOT + other + "..").toArray(String[]::new))
        .check(CLASSES);
  }

  @Test
  void keepsAdaptersOutOfEverythingElse() {
    noClasses()
        .that()
        .resideOutsideOfPackages("..request..mongo..", "..request..rabbit..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("..request..mongo..", "..request..rabbit..", "com.rabbitmq..")
        .check(CLASSES);
  }

  /** The stores themselves are wired in one place; elsewhere only their failures are known. */
  @Test
  void knowsSharedStoresByTheirPortsOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.oneshot.request")
        .and()
        .doNotHaveSimpleName("JobListing") // Spring Data's queries, read by the store's own mapping
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.oneshot.job.mongo..", "dev.oneshot.payload.mongo..")
        .check(CLASSES);
  }

  /** The servlet API's parameters would read a form's body, which is somebody's payload. */
  @Test
  void parsesNoFormBodies() {
    noClasses()
        .should()
        .callMethodWhere(describe("reads request parameters", PackagesTest::readsParameters))
        .check(CLASSES);
  }

  private static boolean readsParameters(JavaCall<?> call) {
    return call.getTarget().getName().startsWith("getParameter")
        && call.getTargetOwner().getName().startsWith("jakarta.servlet");
  }
}
