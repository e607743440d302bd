package dev.firsthour.retention;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RetentionPropertiesTest {

    private static RetentionProperties bound(Map<String, String> settings) {
        return new Binder(new MapConfigurationPropertySource(settings)).bindOrCreate("firsthour.retention", RetentionProperties.class);
    }

    @Test
    void bodiesAreKeptForGoodUnlessSomebodySaysForHowLong() {
        assertThat(bound(Map.of()).erases()).isFalse();
        assertThat(bound(Map.of("firsthour.retention.bodies", "0")).erases()).isFalse();
        assertThat(bound(Map.of("firsthour.retention.bodies", "90d"))).matches(RetentionProperties::erases)
                .extracting(RetentionProperties::bodies).isEqualTo(Duration.ofDays(90));
    }

    @ParameterizedTest
    @ValueSource(strings = {"90", "5h", "-90d", "40000d"})
    void whatNobodyCanMeanKeepsTheServerFromStarting(String bodies) {
        assertThatThrownBy(() -> bound(Map.of("firsthour.retention.bodies", bodies))).rootCause()
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("firsthour.retention.bodies")
                .hasMessageContaining("as in 90d");
    }
}
