package dev.firsthour;

import org.springframework.boot.autoconfigure.SpringBootApplication;

import dev.firsthour.cli.Terminal;

/// Firsthour's entry: the terminal's commands, of which `serve` is the server.
@SpringBootApplication
public class Firsthour {

    public static void main(String[] arguments) {
        System.exit(Terminal.run(Firsthour.class, arguments));
    }
}
