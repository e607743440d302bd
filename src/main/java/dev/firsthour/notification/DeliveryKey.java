package dev.firsthour.notification;

import dev.firsthour.incident.IncidentId;

/// Names the job that delivers one entry to one channel: `CHANNEL/INCIDENT/POSITION`, so written that keys sort by position.
record DeliveryKey(String channel, IncidentId incident, long position) {

    static DeliveryKey parse(String text) {
        String[] parts = text.split("/", 3);
        return new DeliveryKey(parts[0], IncidentId.parse(parts[1]), Long.parseLong(parts[2]));
    }

    /// What the keys of all deliveries to the same channel about the same incident begin with.
    String prefix() {
        return channel + "/" + incident + "/";
    }

    @Override
    public String toString() {
        return prefix() + String.format("%012d", position);
    }
}
