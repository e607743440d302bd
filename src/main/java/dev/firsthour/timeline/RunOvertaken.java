package dev.firsthour.timeline;

/// An append came from a run that is no longer the one at work: its job was taken over, or the analysis ended or was cancelled.
public final class RunOvertaken extends RuntimeException {

    private static final long serialVersionUID = 1;

    public RunOvertaken(Run run) {
        super("attempt " + run.attempt() + " at analysis " + run.analysisId() + " of incident " + run.incidentId()
                + " has been overtaken: nothing more is written in its name");
    }
}
