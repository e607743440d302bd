package dev.firsthour.timeline;

import java.util.Locale;
import java.util.function.Function;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

import dev.firsthour.incident.AnalysisId;
import dev.firsthour.incident.Change;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.Entity;
import dev.firsthour.incident.EvidenceId;
import dev.firsthour.incident.IncidentId;
import dev.firsthour.incident.Samples;
import dev.firsthour.incident.Severity;
import dev.firsthour.incident.Signal;
import dev.firsthour.incident.Standing;
import dev.firsthour.incident.Status;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/// The stored form of the trade's words: `snake_case`, times in ISO-8601, ids as text, sealed types told apart by their `kind`.
public final class Json {

    private static final JsonMapper MAPPER = JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS, DateTimeFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .changeDefaultPropertyInclusion(inclusion -> inclusion.withValueInclusion(JsonInclude.Include.NON_NULL))
            .addMixIn(Content.class, ContentKinds.class).addMixIn(Signal.class, SignalKinds.class).addModule(words()).build();

    private Json() {}

    /// The mapper of the stored form. It is immutable.
    public static JsonMapper mapper() {
        return MAPPER;
    }

    /// A value as stored.
    public static String write(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    /// A stored value of that type.
    public static <T> T read(String text, Class<T> type) {
        return MAPPER.readValue(text, type);
    }

    private static SimpleModule words() {
        SimpleModule module = new SimpleModule("words");
        word(module, IncidentId.class, IncidentId::toString, IncidentId::parse);
        word(module, AnalysisId.class, AnalysisId::toString, AnalysisId::parse);
        word(module, EvidenceId.class, EvidenceId::toString, EvidenceId::parse);
        word(module, Severity.class, Severity::word, text -> Severity.valueOf(text.toUpperCase(Locale.ROOT)));
        word(module, Status.class, Status::word, text -> Status.valueOf(text.toUpperCase(Locale.ROOT)));
        word(module, Standing.State.class, Standing.State::word, text -> Standing.State.valueOf(text.toUpperCase(Locale.ROOT)));
        word(module, Entity.Kind.class, Entity.Kind::word, text -> Entity.Kind.valueOf(text.toUpperCase(Locale.ROOT)));
        word(module, Change.Kind.class, Change.Kind::word, text -> Change.Kind.valueOf(text.toUpperCase(Locale.ROOT)));
        module.addSerializer(Samples.class, new SamplesWriter());
        module.addDeserializer(Samples.class, new SamplesReader());
        return module;
    }

    private static <T> void word(SimpleModule module, Class<T> type, Function<T, String> write, Function<String, T> read) {
        module.addSerializer(type, new StdSerializer<T>(type) {
            @Override
            public void serialize(T value, JsonGenerator generator, SerializationContext context) {
                generator.writeString(write.apply(value));
            }
        });
        module.addDeserializer(type, new StdDeserializer<T>(type) {
            @Override
            public T deserialize(JsonParser parser, DeserializationContext context) {
                return read.apply(parser.getString());
            }
        });
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({@JsonSubTypes.Type(value = Content.Logs.class, name = "logs"),
            @JsonSubTypes.Type(value = Content.Metrics.class, name = "metrics"),
            @JsonSubTypes.Type(value = Content.Traces.class, name = "traces"),
            @JsonSubTypes.Type(value = Content.Changes.class, name = "changes"),
            @JsonSubTypes.Type(value = Content.Topology.class, name = "topology"),
            @JsonSubTypes.Type(value = Content.Notices.class, name = "notices")})
    private interface ContentKinds {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({@JsonSubTypes.Type(value = Signal.LogShift.class, name = "log_shift"),
            @JsonSubTypes.Type(value = Signal.MetricShift.class, name = "metric_shift"),
            @JsonSubTypes.Type(value = Signal.SpanShift.class, name = "span_shift"),
            @JsonSubTypes.Type(value = Signal.FlowShift.class, name = "flow_shift"),
            @JsonSubTypes.Type(value = Signal.CallDelay.class, name = "call_delay"),
            @JsonSubTypes.Type(value = Signal.ResourceLimit.class, name = "resource_limit"),
            @JsonSubTypes.Type(value = Signal.SuspectChange.class, name = "suspect_change"),
            @JsonSubTypes.Type(value = Signal.Said.class, name = "said")})
    private interface SignalKinds {}

    /// `{"times": [milliseconds, ...], "values": [1.5, "NaN", ...]}`.
    private static final class SamplesWriter extends StdSerializer<Samples> {

        SamplesWriter() {
            super(Samples.class);
        }

        @Override
        public void serialize(Samples samples, JsonGenerator generator, SerializationContext context) {
            generator.writeStartObject();
            generator.writeArrayPropertyStart("times");
            for (int i = 0; i < samples.size(); i++) {
                generator.writeNumber(samples.time(i));
            }
            generator.writeEndArray();
            generator.writeArrayPropertyStart("values");
            for (int i = 0; i < samples.size(); i++) {
                generator.writeNumber(samples.value(i));
            }
            generator.writeEndArray();
            generator.writeEndObject();
        }
    }

    private static final class SamplesReader extends StdDeserializer<Samples> {

        SamplesReader() {
            super(Samples.class);
        }

        @Override
        public Samples deserialize(JsonParser parser, DeserializationContext context) {
            Arrays arrays = context.readValue(parser, Arrays.class);
            return new Samples(arrays.times(), arrays.values());
        }

        @SuppressWarnings("ArrayRecordComponent") // a carrier between two lines, never compared
        private record Arrays(long[] times, double[] values) {}
    }
}
