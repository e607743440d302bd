package dev.firsthour.investigation;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.EventData;
import dev.firsthour.incident.EventData.SpecialistReported.Observation;
import dev.firsthour.incident.EventType;
import dev.firsthour.incident.EvidenceId;
import dev.firsthour.llm.LanguageModel;
import dev.firsthour.llm.Reply;
import dev.firsthour.llm.Tool;
import dev.firsthour.timeline.Json;
import dev.firsthour.timeline.NewEvent;
import dev.firsthour.timeline.Run;
import dev.firsthour.timeline.Timeline;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// One specialist at work: it looks at the evidence through its tools, in a context of its own, and hands back what it found.
///
/// @param part what specialists are told
/// @param most how many calls of tools there may be
record SpecialistAgent(Timeline timeline, InstantSource clock, Conversation conversation, PromptFile part, LanguageModel model, Desk desk,
        int most) {

    /// A model that wants more at once has not read what came back.
    private static final int AT_ONCE = 4;
    private static final int SOURCES_ASKED = 2;
    /// What a finding weighs if the specialist does not say.
    private static final double MIDDLING = 0.5;
    private static final int LONGEST_ANSWER = 6000;
    private static final int SHORTEST_ANSWER = 800;
    /// An answer of a tool may take one part of so many of the model's context.
    private static final int SHARE_OF_CONTEXT = 8;

    /// How it ended.
    sealed interface End {

        record Reported(EventData.SpecialistReported report, Reply.@Nullable Overspent overspent) implements End {}

        record Waiting(Conversation.End.Waiting reason) implements End {}
    }

    /// @param recorded the calls that an earlier attempt made, by rising number: they are answered from the same evidence again
    End work(Run run, Specialist who, String data, List<EventData.ToolCalled> recorded) {
        PromptFile prompt = part.with("matter", who.matter()).with("calls", String.valueOf(most));
        Dialogue dialogue = conversation.open(run, who.word(), model, prompt, data);
        List<Tool> tools = who.tools().stream().map(EvidenceTool::offered).toList();
        ToolUse use = new ToolUse(most);
        List<EvidenceTool> used = new ArrayList<>();
        while (true) {
            switch (dialogue.answer(prompt.schema(), use.allowed() ? tools : List.of())) {
                case Conversation.End.Called(var calls) -> {
                    for (int i = 0; i < calls.size(); i++) {
                        answer(run, who, dialogue, use, used, calls.get(i), i < AT_ONCE, recorded);
                    }
                }
                case Conversation.End.Valid(var answer) -> {
                    return new End.Reported(report(run, who, answer), null);
                }
                case Conversation.End.Waiting waiting -> {
                    return new End.Waiting(waiting);
                }
                case Conversation.End.Lost(var reason, _, var overspent) -> {
                    return new End.Reported(report(run, who, reason), overspent);
                }
            }
        }
    }

    private void answer(Run run, Specialist who, Dialogue dialogue, ToolUse use, List<EvidenceTool> used, Tool.Call call, boolean soon,
            List<EventData.ToolCalled> recorded) {
        Optional<EvidenceTool> tool = EvidenceTool.of(call.name()).filter(who.tools()::contains);
        if (!soon || !use.allowed()) {
            dialogue.result(call, ToolAnswer.refused(soon ? "there are no more tools" : "at most " + AT_ONCE + " calls are made at once")
                    .text(LONGEST_ANSWER), "");
            return;
        }
        ObjectNode given = arguments(call);
        EventData.ToolCalled before = use.calls() < recorded.size() ? recorded.get(use.calls()) : null;
        int known = before == null ? desk.known() : before.known();
        Integer same = use.same(call.name(), given);
        ToolAnswer answer;
        if (tool.isEmpty()) {
            answer = ToolAnswer.refused("there is no tool '" + call.name() + "'; there are " + String.join(", ",
                    who.tools().stream().map(EvidenceTool::word).toList()));
        } else if (same != null) {
            answer = ToolAnswer.refused("it is the same as call " + same + ", whose answer stands above");
        } else if (tool.get() == EvidenceTool.ASK_SOURCES && before != null) {
            // The sources were asked in an earlier attempt: what they brought is there, and nobody is asked twice.
            answer = new ToolAnswer(before.summary(), List.of(), before.evidence());
        } else if (tool.get() == EvidenceTool.ASK_SOURCES
                && used.stream().filter(EvidenceTool.ASK_SOURCES::equals).count() >= SOURCES_ASKED) {
            answer = ToolAnswer.refused("the sources were asked " + SOURCES_ASKED + " times, which is all; search what there is");
        } else {
            answer = desk.use(tool.get(), given, known);
        }
        tool.ifPresent(used::add);
        boolean stale = use.take(call.name(), given, answer);
        if (before == null) {
            timeline.append(run, new NewEvent(clock.instant(), who.word(), EventType.TOOL_CALLED,
                    "The " + who.word() + " specialist used " + (tool.isEmpty() ? "a tool that there is not" : tool.get().word()) + ".",
                    new EventData.ToolCalled(run.analysisId(), who.word(), use.calls(), tool.map(EvidenceTool::word).orElse("none"),
                            given.toString(), answer.heading(), answer.collected(), known, stale)));
        }
        dialogue.result(call, answer.text(room()), use.note(stale));
    }

    private int room() {
        return Math.clamp(model.abilities().contextTokens() / SHARE_OF_CONTEXT * 2L, SHORTEST_ANSWER, LONGEST_ANSWER);
    }

    /// What can be read as an object of what the model wrote; nothing of it otherwise, which the tool then finds wanting.
    private static ObjectNode arguments(Tool.Call call) {
        return JsonReading.of(call.arguments()) instanceof JsonReading.Read read && read.value() instanceof ObjectNode object && !read.cut()
                ? object
                : Json.mapper().createObjectNode();
    }

    private EventData.SpecialistReported report(Run run, Specialist who, ObjectNode answer) {
        List<Observation> observations = new ArrayList<>();
        List<String> gaps = new ArrayList<>();
        int unfounded = 0;
        for (JsonNode finding : answer.path("findings")) {
            List<EvidenceId> cites = finding.path("cites").valueStream()
                    .flatMap(cite -> EvidenceId.citedIn("[" + cite.asString("").replaceAll("[\\[\\]]", "") + "]"))
                    .filter(desk.ids()::contains).distinct().toList();
            if (cites.isEmpty()) {
                unfounded++;
            } else {
                observations.add(new Observation(finding.path("statement").asString("").strip(),
                        Math.clamp(finding.path("weight").asDouble(MIDDLING), 0, 1), cites));
            }
        }
        answer.path("gaps").forEach(gap -> gaps.add(gap.asString("")));
        observations.sort(Comparator.comparingDouble(Observation::weight).reversed());
        String dropped = unfounded == 0 ? "" : "; " + unfounded + " more cited nothing that exists and were dropped";
        return reported(run, new EventData.SpecialistReported(run.analysisId(), who.word(), null, observations, gaps),
                "The " + who.word() + " specialist hands back " + observations.size()
                        + (observations.size() == 1 ? " finding" : " findings")
                        + dropped + ".");
    }

    private EventData.SpecialistReported report(Run run, Specialist who, String failure) {
        return reported(run, new EventData.SpecialistReported(run.analysisId(), who.word(), failure, List.of(), List.of()),
                "The " + who.word() + " specialist hands back nothing: " + failure);
    }

    private EventData.SpecialistReported reported(Run run, EventData.SpecialistReported report, String message) {
        timeline.append(run, new NewEvent(clock.instant(), report.specialist(), EventType.SPECIALIST_REPORTED, message, report));
        return report;
    }
}
