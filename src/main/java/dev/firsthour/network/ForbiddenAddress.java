package dev.firsthour.network;

import java.net.UnknownHostException;

/// A name led to an address that nobody may be asked at.
public final class ForbiddenAddress extends UnknownHostException {

    private static final long serialVersionUID = 1;

    ForbiddenAddress(String message) {
        super(message);
    }
}
