package dev.firsthour.intake.generic;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.firsthour.intake.Act;
import dev.firsthour.intake.AlertDraft;
import dev.firsthour.intake.Delivery;
import dev.firsthour.intake.HmacSignature;
import dev.firsthour.intake.Reading;
import dev.firsthour.intake.Sent;
import dev.firsthour.intake.Signature;
import dev.firsthour.intake.WebhookSource;

/// Reads whatever sends JSON, by the places that the settings name.
public final class GenericWebhook implements WebhookSource {

    private final String name;
    private final GenericProperties places;
    private final Signature signature;

    /// @param name the last part of its path
    /// @param prefix what stands before the names of its settings
    GenericWebhook(String name, String prefix, GenericProperties places) {
        places.check(prefix);
        this.name = name;
        this.places = places;
        this.signature = new HmacSignature(new HmacSignature.Form(places.signatureHeader(), places.signaturePrefix(), null),
                places.shared(prefix));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Signature signature() {
        return signature;
    }

    @Override
    public Reading read(Delivery delivery, Instant now) {
        Sent body = delivery.body();
        String title = text(body, places.title());
        String state = Objects.requireNonNullElse(text(body, places.state()), "");
        String key = text(body, places.group());
        boolean acknowledged = places.acknowledgedWhen().stream().anyMatch(state::equalsIgnoreCase);
        AlertDraft draft = new AlertDraft(name(), body, now).title(title).description(text(body, places.description()))
                .severity(text(body, places.severity())).service(text(body, places.service())).environment(text(body, places.environment()))
                .startedAt(places.startedAt().isEmpty() ? null : body.time(places.startedAt())).link(text(body, places.link()))
                .group(key == null ? title : key).fingerprint(key)
                .resolved(places.resolvedWhen().stream().anyMatch(state::equalsIgnoreCase));
        if (!places.labels().isEmpty()) draft.labels(body.map(places.labels()));
        String id = places.deliveryId();
        return new Reading(id == null ? null : text(body, id),
                new Reading.Alerts(List.of(draft.build()), acknowledged ? new Act.Acknowledged(name(), null) : null));
    }

    /// An empty place is one that the sender has not.
    private static @Nullable String text(Sent body, String place) {
        return place.isEmpty() ? null : body.text(place);
    }
}
