package dev.firsthour.web.problem;

import org.springframework.util.unit.DataSize;

/// A request brought more than a request may.
public final class BodyTooLarge extends RuntimeException {

    private static final long serialVersionUID = 1;

    public BodyTooLarge(DataSize most) {
        super("the body is larger than " + most.toBytes()
                + " bytes: send the evidence in several requests to .../evidence, or raise firsthour.web.max-body");
    }
}
