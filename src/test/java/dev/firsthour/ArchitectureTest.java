package dev.firsthour;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.modulith.core.ApplicationModules;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/// The house stands as docs/rationale.md draws it.
class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.firsthour");

    @Test
    void modulesUseOnlyWhatTheyDeclare() {
        ApplicationModules.of(Firsthour.class).verify();
    }

    @ParameterizedTest
    // @formatter:off
    @ValueSource(strings = {
            "diagnosis",
            "incident"})
    // @formatter:on
    void theWordsAndTheAlgorithmsArePlainJava(String room) {
        classes().that().resideInAPackage("dev.firsthour." + room + "..")
                .and(not(resideInAPackage("dev.firsthour." + room).and(packageInfo())))
                .should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage("java..", "org.jspecify..", "dev.firsthour.incident..", "dev.firsthour." + room + ".."))
                .check(CLASSES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"llm", "evidence", "intake", "notification"})
    void aPortNeverUsesItsOwnAdapters(String port) {
        noClasses().that().resideInAPackage("dev.firsthour." + port).should()
                .dependOnClassesThat(resideInAPackage("dev.firsthour." + port + ".*.."))
                .check(CLASSES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"llm", "evidence", "intake", "notification", "timeline"})
    void noAdapterUsesAnother(String port) {
        slices().matching("dev.firsthour." + port + ".(*)..").should().notDependOnEachOther().check(CLASSES);
    }

    @ParameterizedTest
    // @formatter:off
    @ValueSource(strings = {
            "diagnosis",
            "evidence",
            "evidence.argocd",
            "evidence.attached",
            "evidence.changes",
            "evidence.cloudwatch",
            "evidence.datadog",
            "evidence.elasticsearch",
            "evidence.github",
            "evidence.gitlab",
            "evidence.grafana",
            "evidence.http",
            "evidence.jaeger",
            "evidence.kubernetes",
            "evidence.loki",
            "evidence.mcp",
            "evidence.pagerduty",
            "evidence.prometheus",
            "evidence.slack",
            "evidence.sql",
            "evidence.tempo",
            "incident",
            "intake",
            "intake.alertmanager",
            "intake.argocd",
            "intake.azure",
            "intake.cloudevents",
            "intake.cloudwatch",
            "intake.datadog",
            "intake.elastic",
            "intake.generic",
            "intake.github",
            "intake.gitlab",
            "intake.googlecloud",
            "intake.grafana",
            "intake.newrelic",
            "intake.opsgenie",
            "intake.pagerduty",
            "intake.sentry",
            "intake.slack",
            "llm",
            "llm.bedrock",
            "llm.ollama",
            "llm.openai",
            "llm.triton",
            "llm.vertex",
            "notification",
            "notification.slack",
            "notification.webhook",
            "timeline",
            "timeline.memory",
            "timeline.postgres"})
    // @formatter:on
    void everyPackageThatARuleNamesHoldsClasses(String room) {
        assertThat(CLASSES.stream().filter(type -> type.getPackageName().equals("dev.firsthour." + room))).isNotEmpty();
    }

    private static DescribedPredicate<JavaClass> packageInfo() {
        return DescribedPredicate.describe("package-info", type -> type.getSimpleName().equals("package-info"));
    }
}
