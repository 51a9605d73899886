package dev.towpath.e2e;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/// What may depend on what. Think twice before a rule here is loosened: it is the architecture.
class ArchitectureTest {
    private static final JavaClasses ALL =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("dev.towpath");

    @Test
    void packagesHaveNoCycles() {
        slices().matching("dev.towpath.(**)").should().beFreeOfCycles().check(ALL);
    }

    @Test
    void theContractDependsOnNobody() {
        noClasses()
                .that()
                .resideInAPackage("dev.towpath.schemas..")
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage(
                                "dev.towpath.producer..",
                                "dev.towpath.gateway..",
                                "dev.towpath.worker..",
                                "dev.towpath.console..",
                                "dev.towpath.broker..",
                                "dev.towpath.cli.."))
                .check(ALL);
    }

    @Test
    void producerAndGatewayDoNotKnowTheEngine() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.towpath.producer..", "dev.towpath.gateway..")
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage(
                                "dev.towpath.worker..",
                                "dev.towpath.console..",
                                "dev.towpath.broker..",
                                "dev.towpath.cli.."))
                .check(ALL);
    }

    @Test
    void engineAndConsoleDoNotKnowEachOther() {
        noClasses()
                .that()
                .resideInAPackage("dev.towpath.console..")
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage(
                                "dev.towpath.worker..",
                                "dev.towpath.producer..",
                                "dev.towpath.gateway..",
                                "dev.towpath.broker..",
                                "dev.towpath.cli.."))
                .check(ALL);
        noClasses()
                .that()
                .resideInAPackage("dev.towpath.worker..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.towpath.console..")
                .check(ALL);
    }

    @Test
    void theCoreIsPure() {
        classes()
                .that()
                .resideInAPackage("dev.towpath.worker.core")
                .should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage(
                                "dev.towpath.worker.core",
                                "dev.towpath.schemas.error",
                                "dev.towpath.schemas.ledger",
                                "dev.towpath.schemas.wire",
                                "java.lang..",
                                "java.util",
                                "java.util.function",
                                "org.jspecify.annotations"))
                .check(ALL);
        noClasses()
                .that()
                .resideInAPackage("dev.towpath.worker.core")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.Thread")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(ALL);
    }

    @Test
    void kafkaIsKnownOnlyWhereKafkaIsDealtWith() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "dev.towpath.schemas.wire",
                        "dev.towpath.schemas.config",
                        "dev.towpath.schemas.presence",
                        "dev.towpath.schemas.provision",
                        "dev.towpath.producer",
                        "dev.towpath.gateway..",
                        "dev.towpath.worker.kafka",
                        "dev.towpath.worker.run",
                        "dev.towpath.testkit.broker",
                        "dev.towpath.testkit.crew",
                        "dev.towpath.console..",
                        "dev.towpath.broker..",
                        "dev.towpath.cli..",
                        "dev.towpath.bench..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.kafka..")
                .check(ALL);
    }

    @Test
    void resilience4jIsKnownOnlyToLimits() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.towpath.worker.limit..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.github.resilience4j..")
                .check(ALL);
    }

    @Test
    void jacksonIsTheThirdAlone() {
        noClasses()
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage(
                                "com.fasterxml.jackson.core..", "com.fasterxml.jackson.databind.."))
                .check(ALL);
    }
}
