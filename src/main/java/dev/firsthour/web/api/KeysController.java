package dev.firsthour.web.api;

import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import dev.firsthour.access.ApiKeys;
import dev.firsthour.access.Keyring;
import dev.firsthour.access.Role;
import dev.firsthour.incident.NotPossibleNow;
import dev.firsthour.web.problem.Complaint;
import dev.firsthour.web.problem.Problem;
import dev.firsthour.web.problem.Refused;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;

@RestController
@RequestMapping(path = "/api/v1/keys", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "keys")
class KeysController {

    private static final String ROLES = "viewer, responder, admin or webhook";

    private final ApiKeys keys;
    private final Keyring keyring;

    KeysController(ApiKeys keys, Keyring keyring) {
        this.keys = keys;
        this.keyring = keyring;
    }

    /// @param name who or what will use it, as it stands on the timeline when they act
    /// @param role viewer, responder, admin or webhook
    record KeyRequest(@Nullable String name, @Nullable String role) {}

    @GetMapping
    @Operation(summary = "Every key, the newest first, without secrets")
    KeyView.KeysView all() {
        return new KeyView.KeysView(keys.list().stream().map(KeyView::of).toList());
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(summary = "Issues a key; its secret is in this answer and nowhere else")
    KeyView issue(@RequestBody KeyRequest request) {
        String name = request.name();
        if (name == null) throw wrong("name", null, "the field 'name' is missing", "say who or what will use the key");
        String word = request.role();
        if (word == null) throw wrong("role", null, "the field 'role' is missing", "send " + ROLES);
        Role role = Role.of(word).orElseThrow(() -> wrong("role", word, "the role '" + word + "' is not known", "send " + ROLES));
        try {
            return KeyView.of(keys.issue(name, role));
        } catch (IllegalArgumentException unfit) {
            throw wrong("name", name, String.valueOf(unfit.getMessage()), "send a name of 1 to 80 printable characters");
        }
    }

    @DeleteMapping("/{key_id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Revokes a key: it opens nothing from now on")
    void revoke(@PathVariable("key_id") UUID id) {
        switch (keyring.revoke(id)) {
            case REVOKED -> {
            }
            case UNKNOWN -> throw new Refused(Problem.notFound(
                    new Complaint("key_id", id.toString(), "there is no key " + id, "look at /api/v1/keys for what there is")));
            case LAST_ADMIN -> throw new NotPossibleNow(
                    "key " + id + " is the last that may manage keys: issue another of the role admin first");
        }
    }

    private static Refused wrong(String field, @Nullable String value, String problem, String remedy) {
        return new Refused(Problem.badRequest(new Complaint(field, value, problem, remedy)));
    }
}
