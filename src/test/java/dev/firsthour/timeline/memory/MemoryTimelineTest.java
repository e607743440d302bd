package dev.firsthour.timeline.memory;

import dev.firsthour.timeline.Archive;
import dev.firsthour.timeline.Timeline;
import dev.firsthour.timeline.TimelineContract;

class MemoryTimelineTest extends TimelineContract {

    private final MemoryTimeline store = new MemoryTimeline(new byte[32]);

    @Override
    protected Timeline timeline() {
        return store;
    }

    @Override
    protected Archive archive() {
        return store;
    }
}
