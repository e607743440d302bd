package dev.firsthour.notification;

import java.util.List;
import java.util.function.Supplier;

import dev.firsthour.incident.Event;
import dev.firsthour.incident.EventData;
import dev.firsthour.incident.Incident;
import dev.firsthour.job.Jobs;
import dev.firsthour.timeline.Listener;

/// Enqueues a delivery for each channel that wants to know, in the transaction that appends the entry: the append is the announcement.
final class Announcements implements Listener {

    private final List<Channel> channels;
    private final Supplier<Jobs> jobs;

    Announcements(List<Channel> channels, Supplier<Jobs> jobs) {
        this.channels = List.copyOf(channels);
        this.jobs = jobs;
    }

    @Override
    public void appended(Incident incident, Event entry) {
        // Telling of deliveries would go on for ever.
        if (entry.data() instanceof EventData.NotificationSent || entry.data() instanceof EventData.NotificationFailed) return;
        for (Channel channel : channels) {
            if (!channel.wants(incident, entry)) continue;
            jobs.get().enqueue(Deliveries.JOB, new DeliveryKey(channel.name(), incident.id(), entry.position()).toString());
        }
    }
}
