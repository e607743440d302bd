package dev.firsthour.evidence;

import java.net.UnknownHostException;

/// A name led to an address that no source may be asked at.
final class ForbiddenAddress extends UnknownHostException {

    private static final long serialVersionUID = 1;

    ForbiddenAddress(String message) {
        super(message);
    }
}
