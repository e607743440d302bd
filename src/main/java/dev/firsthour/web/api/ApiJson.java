package dev.firsthour.web.api;

import dev.firsthour.timeline.Json;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;
import tools.jackson.databind.type.LogicalType;

/// The JSON of the API: `snake_case`, ISO-8601 times, every field there even if it is null. What is read is read strictly: an unknown or
/// doubled field, or a number where a text belongs, is the caller's mistake and is named, rather than guessed at.
public final class ApiJson {

    private ApiJson() {}

    /// Shapes the mapper of requests and answers.
    public static void shape(JsonMapper.Builder mapper) {
        mapper.propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS, DateTimeFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .withCoercionConfig(LogicalType.Textual, text -> {
                    for (CoercionInputShape other : new CoercionInputShape[]{CoercionInputShape.Integer, CoercionInputShape.Float,
                            CoercionInputShape.Boolean}) {
                        text.setCoercion(other, CoercionAction.Fail);
                    }
                }).addModule(new SimpleModule("stored").addSerializer(Stored.class, new StoredWriter()));
    }

    private static final class StoredWriter extends StdSerializer<Stored> {

        StoredWriter() {
            super(Stored.class);
        }

        @Override
        public void serialize(Stored stored, JsonGenerator generator, SerializationContext context) {
            Json.mapper().writeValue(generator, stored.value());
        }
    }
}
