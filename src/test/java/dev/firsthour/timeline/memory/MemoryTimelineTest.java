package dev.firsthour.timeline.memory;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.firsthour.incident.Event;
import dev.firsthour.timeline.Archive;
import dev.firsthour.timeline.Timeline;
import dev.firsthour.timeline.TimelineContract;

class MemoryTimelineTest extends TimelineContract {

    private final List<Event> heard = new CopyOnWriteArrayList<>();
    private final MemoryTimeline store = new MemoryTimeline(new byte[32], (_, entry) -> heard.add(entry));

    @Override
    protected Timeline timeline() {
        return store;
    }

    @Override
    protected Archive archive() {
        return store;
    }

    @Override
    protected List<Event> heard() {
        return heard;
    }
}
