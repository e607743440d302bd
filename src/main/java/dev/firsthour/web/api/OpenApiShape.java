package dev.firsthour.web.api;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.stereotype.Component;

import dev.firsthour.incident.Change;
import dev.firsthour.incident.Severity;
import dev.firsthour.incident.Status;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.RequestBody;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;

/// Makes what springdoc reads from the controllers say what the API does: names in `snake_case`, which fields are always there and which may be
/// null, the bodies that `intake` reads by itself, problems as answers, and the key.
@Component
final class OpenApiShape implements OpenApiCustomizer {

    private static final String PROBLEM = "Problem";
    private static final String REPORT = "IncidentReport";
    private static final String EVIDENCE = "EvidenceAttachment";
    private static final String CHANGES = "ChangeReport";
    private static final String KEY = "api_key";
    // @formatter:off
    private static final List<Class<? extends Record>> SHOWN = List.of(
            AcceptedView.class,
            AlertsView.class,
            AnalysesView.class,
            CalibrationView.class,
            ChangesView.class,
            EvidenceView.EvidenceListView.class,
            ExchangesView.class,
            HandlingController.CommentRequest.class,
            HandlingController.FeedbackRequest.class,
            HandlingController.SeverityRequest.class,
            HandlingController.StepRequest.class,
            IncidentsView.class,
            KeyView.KeysView.class,
            KeysController.KeyRequest.class,
            PseudonymsController.RevealRequest.class,
            PseudonymsController.RevealedView.class,
            RegroupingController.MergeRequest.class,
            RegroupingController.SplitRequest.class,
            SilenceView.SilencesView.class,
            SimilarView.class,
            SourcesController.SourcesView.class,
            TimelineView.class,
            UnderWayView.class,
            VerificationView.class);
    // @formatter:on

    @Override
    public void customise(OpenAPI api) {
        api.info(new Info().title("Firsthour").version("v1")
                .description(
                        "An incident comes in, a root cause analysis comes out. Times are ISO-8601 in UTC, ids are UUIDv7, wrong input is "
                                + "answered with application/problem+json that names field, value and remedy."));
        api.servers(List.of(new Server().url("/")));
        Components components = api.getComponents();
        components.addSecuritySchemes(KEY, new SecurityScheme().type(SecurityScheme.Type.HTTP).scheme("bearer")
                .description("An API key, as in `Authorization: Bearer fh_...`. Roles: viewer, responder, admin, webhook."));
        api.addSecurityItem(new SecurityRequirement().addList(KEY));
        Map<String, Class<?>> records = records();
        Map<String, Schema<?>> schemas = new TreeMap<>();
        components.getSchemas().forEach((name, schema) -> {
            if (!name.equals("SseEmitter")) schemas.put(name, shaped(schema, records.get(name)));
        });
        schemas.put(PROBLEM, problem());
        schemas.put(EVIDENCE, evidence(object("Evidence by sort; every field may be left out.")));
        schemas.put(REPORT, report());
        schemas.put(CHANGES, changes());
        components.setSchemas(new LinkedHashMap<>(schemas));
        api.getPaths().forEach((path, item) -> item.readOperations().forEach(operation -> shape(path, operation)));
        body(api, "/api/v1/incidents", REPORT);
        body(api, "/api/v1/incidents/{id}/evidence", EVIDENCE);
        body(api, "/api/v1/changes", CHANGES);
        Objects.requireNonNull(api.getPaths().get("/api/v1/webhooks/{source}")).getPost().setRequestBody(new RequestBody().required(true)
                .content(new Content().addMediaType("application/json",
                        new MediaType().schema(anything().description("What the sender sends by itself")))));
    }

    private static void shape(String path, Operation operation) {
        operation.getResponses().addApiResponse("default", new ApiResponse().description("Why it was not done")
                .content(new Content().addMediaType("application/problem+json", new MediaType().schema(reference(PROBLEM)))));
        if (path.endsWith("/stream")) {
            Objects.requireNonNull(operation.getResponses().get("200"))
                    .description("Events: `id` is the position, `event` the type, `data` an EventView as JSON")
                    .setContent(new Content().addMediaType("text/event-stream", new MediaType().schema(typed("string"))));
        }
        if (operation.getParameters() == null) return;
        operation.getParameters().forEach(parameter -> {
            if (parameter.getName().equals("severity")) parameter.setSchema(words(Severity.values()));
            if (parameter.getName().equals("status")) parameter.setSchema(words(Status.values()));
            if (parameter.getName().equals("id") || parameter.getName().equals("analysis_id")) parameter.getSchema().setFormat("uuid");
            if (parameter.getName().equals("evidence_id")) parameter.getSchema().setPattern("E[1-9][0-9]*");
        });
    }

    private static void body(OpenAPI api, String path, String schema) {
        Objects.requireNonNull(api.getPaths().get(path), path).getPost().setRequestBody(new RequestBody().required(true).content(
                new Content().addMediaType("application/json", new MediaType().schema(reference(schema)))));
    }

    @SuppressWarnings({"rawtypes", "unchecked"})
    private static Schema<?> shaped(Schema schema, @Nullable Class<?> type) {
        if (type == null || schema.getProperties() == null) return schema;
        Map<String, Schema> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            Schema property = (Schema) schema.getProperties().get(component.getName());
            if (property == null) continue;
            String name = component.getName().replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
            boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
            properties.put(name, nullable ? nullable(property) : property);
            // Answers hold every field; of what is sent, what may be null may be left out.
            if (!nullable || !type.getSimpleName().endsWith("Request")) required.add(name);
        }
        schema.setProperties(properties);
        schema.setRequired(required.isEmpty() ? null : required);
        return schema;
    }

    @SuppressWarnings({"rawtypes", "unchecked"})
    private static Schema<?> nullable(Schema property) {
        if (property.get$ref() != null) return new Schema<>().oneOf(List.of(property, typed("null")));
        Set<String> types = new LinkedHashSet<>(property.getTypes() == null ? Set.of(property.getType()) : property.getTypes());
        types.add("null");
        property.setTypes(types);
        return property;
    }

    /// The records of requests and answers, by the names that springdoc gives their schemas.
    private static Map<String, Class<?>> records() {
        Map<String, Class<?>> found = new LinkedHashMap<>();
        SHOWN.forEach(shown -> collect(shown, found));
        return found;
    }

    private static void collect(Type type, Map<String, Class<?>> found) {
        if (type instanceof ParameterizedType generic) {
            for (Type argument : generic.getActualTypeArguments()) {
                collect(argument, found);
            }
        }
        if (type instanceof Class<?> shown && shown.isRecord() && shown.getPackage() == OpenApiShape.class.getPackage()
                && found.putIfAbsent(shown.getSimpleName(), shown) == null) {
            for (RecordComponent component : shown.getRecordComponents()) {
                collect(component.getGenericType(), found);
            }
        }
    }

    private static Schema<?> problem() {
        Schema<?> flaw = object("One thing that is wrong.");
        Schema<?> problem = object("Why a request was not done (RFC 9457).");
        for (Schema<?> each : List.of(flaw, problem)) {
            each.addProperty("field", typed("string").description("where: a parameter, or the path of a field as in logs[3].at"))
                    .addProperty("value", typed("string").description("what stood there"))
                    .addProperty("problem", typed("string")).addProperty("remedy", typed("string").description("what to do instead"));
        }
        problem.addProperty("type", typed("string").format("uri")).addProperty("title", typed("string"))
                .addProperty("status", typed("integer")).addProperty("detail", typed("string"))
                .addProperty("instance", typed("string"))
                .addProperty("errors", list(flaw).description("where more than one thing is wrong"));
        problem.setRequired(List.of("type", "title", "status", "detail", "instance"));
        return problem;
    }

    private static Schema<?> report() {
        Schema<?> report = object("An incident as somebody reports it. A field that is not known is left out, with a warning.");
        report.addProperty("title", typed("string").maxLength(500)).addProperty("description", typed("string").maxLength(20_000))
                .addProperty("severity", words(Severity.values()).description("medium if it is left out"))
                .addProperty("service", typed("string")).addProperty("environment", typed("string"))
                .addProperty("started_at", typed("string").format("date-time").description("when the trouble began; now if it is left out"))
                .addProperty("labels", object("Names and values, as texts.").additionalProperties(typed("string")));
        report.setRequired(List.of("title"));
        return evidence(report);
    }

    private static Schema<?> evidence(Schema<?> schema) {
        return schema
                .addProperty("logs",
                        list(anything()).description("lines as texts, or objects with message, timestamp, service, severity, trace_id"))
                .addProperty("metrics",
                        list(anything()).description("objects with name, service, unit, labels and points: [[time, value], ...]"))
                .addProperty("traces", list(anything())
                        .description(
                                "spans: trace_id, span_id, parent_id, service, name, start, duration_ms, status, status_message, attributes"))
                .addProperty("changes", list(anything())
                        .description("id, kind, at, service, title, author, version, commit, files, diff, attributes"))
                .addProperty("topology", list(anything()).description("caller and callee"))
                .addProperty("notices", list(anything()).description("at, source, component, state, text"));
    }

    private static Schema<?> changes() {
        return object("One change, a list of them, or {\"changes\": [...]}.")
                .addProperty("id", typed("string").description("the same again renews it"))
                .addProperty("kind", words(Change.Kind.values()))
                .addProperty("at", typed("string").description("when it took effect; now if absent"))
                .addProperty("service", typed("string")).addProperty("environment", typed("string"))
                .addProperty("title", typed("string").description("in a line what was changed; has to be there"))
                .addProperty("author", typed("string")).addProperty("version", typed("string")).addProperty("commit", typed("string"))
                .addProperty("files", list(typed("string"))).addProperty("diff", typed("string").description("in unified form"))
                .addProperty("link", typed("string").description("the page about it")).addProperty("attributes", typed("object"));
    }

    private static Schema<?> words(Enum<?>[] values) {
        Schema<String> schema = new Schema<>();
        schema.setTypes(Set.of("string"));
        for (Enum<?> value : values) {
            schema.addEnumItemObject(value.name().toLowerCase(Locale.ROOT));
        }
        return schema;
    }

    private static Schema<?> object(String description) {
        return typed("object").description(description);
    }

    private static Schema<?> list(Schema<?> items) {
        Schema<?> list = typed("array");
        list.setItems(items);
        return list;
    }

    private static Schema<?> anything() {
        return new Schema<>();
    }

    private static Schema<?> typed(String type) {
        Schema<?> schema = new Schema<>();
        schema.setTypes(Set.of(type));
        return schema;
    }

    private static Schema<?> reference(String name) {
        return new Schema<>().$ref("#/components/schemas/" + name);
    }
}
