package dev.firsthour.investigation;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.EventData;
import dev.firsthour.incident.EventData.AnalysisPlanned.Question;
import dev.firsthour.llm.LanguageModel;
import dev.firsthour.llm.Reply;
import dev.firsthour.timeline.Run;
import dev.firsthour.timeline.Timeline;

import tools.jackson.databind.JsonNode;

/// The deep way: a planner says which specialists look for what, and they do, each in a context of its own, all at once.
///
/// @param prompts what the agents are told of their parts
/// @param toolCalls how many calls of tools each specialist has
/// @param characters how long a prompt may be
record DeepWay(Timeline timeline, InstantSource clock, Conversation conversation, Prompts prompts, int toolCalls, int characters) {

    static final String PLANNER = "planner";

    /// What the planner says.
    sealed interface Plan {

        /// @param overspent the budget that is used up, if that is why the questions are not the planner's own; else null
        record Made(List<Question> questions, Reply.@Nullable Overspent overspent) implements Plan {}

        record Waiting(Conversation.End.Waiting reason) implements Plan {}
    }

    /// Asks the planner. Where it has no valid answer every specialist looks at its own matter.
    Plan plan(Run run, LanguageModel model, Matter matter) {
        PromptFile prompt = prompts.planner();
        String data = new Briefing(conversation.room(model, prompt), characters).whole(matter);
        return switch (conversation.ask(run, PLANNER, model, prompt, data)) {
            case Conversation.End.Valid(var answer) -> new Plan.Made(questions(answer.path("questions")), null);
            case Conversation.End.Waiting waiting -> new Plan.Waiting(waiting);
            case Conversation.End.Lost(_, _, var overspent) -> new Plan.Made(everybody(), overspent);
            case Conversation.End.Called _ -> new Plan.Made(everybody(), null);
        };
    }

    private static List<Question> questions(JsonNode answer) {
        Map<Specialist, Question> questions = new LinkedHashMap<>();
        for (JsonNode node : answer) {
            Specialist.of(node.path("specialist").asString(""))
                    .ifPresent(who -> questions.putIfAbsent(who, new Question(who.word(), node.path("question").asString("").strip())));
        }
        return List.copyOf(questions.values());
    }

    private static List<Question> everybody() {
        return List.of(Specialist.values()).stream().map(who -> new Question(who.word(), "What in " + who.matter()
                + " speaks for or against each of the hypotheses?")).toList();
    }

    /// How the specialists' work ended.
    ///
    /// @param reports in the order of the questions; those that are still owed are left out
    /// @param waiting what somebody waits for; null if all have reported
    /// @param overspent the budget that is used up; null if none is
    record Work(List<EventData.SpecialistReported> reports, Conversation.End.@Nullable Waiting waiting,
            Reply.@Nullable Overspent overspent) {}

    /// Lets all specialists work that have not reported yet, at once, and waits for them. One that fails to answer keeps nobody from reporting.
    Work work(Run run, LanguageModel model, Matter matter, Desk desk, List<Question> questions, Progress before) {
        List<Callable<SpecialistAgent.End>> owed = new ArrayList<>();
        for (Question question : questions) {
            Optional<Specialist> found = Specialist.of(question.specialist());
            if (found.isEmpty() || before.reports().containsKey(question.specialist())) continue;
            Specialist who = found.get();
            PromptFile prompt = prompts.specialist();
            // Half of the context is for what the tools bring.
            String data = new Briefing(conversation.room(model, prompt) / 2, characters).of(who, question.question(), matter);
            SpecialistAgent agent = new SpecialistAgent(timeline, clock, conversation, prompt, model, desk, toolCalls);
            owed.add(() -> agent.work(run, who, data, before.calls().getOrDefault(who.word(), List.of())));
        }
        Map<String, EventData.SpecialistReported> reports = new LinkedHashMap<>();
        questions.forEach(question -> {
            EventData.SpecialistReported report = before.reports().get(question.specialist());
            if (report != null) reports.put(question.specialist(), report);
        });
        Conversation.End.Waiting waiting = null;
        Reply.Overspent overspent = null;
        for (SpecialistAgent.End end : all(owed)) {
            switch (end) {
                case SpecialistAgent.End.Reported(var report, var over) -> {
                    reports.put(report.specialist(), report);
                    overspent = over == null ? overspent : over;
                }
                case SpecialistAgent.End.Waiting(var reason) -> waiting = reason;
            }
        }
        return new Work(List.copyOf(reports.values()), waiting, overspent);
    }

    private static List<SpecialistAgent.End> all(List<Callable<SpecialistAgent.End>> owed) {
        if (owed.isEmpty()) return List.of();
        List<SpecialistAgent.End> ends = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(owed.size(), Thread.ofVirtual().name("specialist-", 0).factory())) {
            for (Future<SpecialistAgent.End> future : threads.invokeAll(owed)) {
                if (future.state() == Future.State.FAILED) throw thrown(future.exceptionNow());
                ends.add(future.resultNow());
            }
            return ends;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new Investigator.Interrupted();
        }
    }

    private static RuntimeException thrown(Throwable failure) {
        return switch (failure) {
            case RuntimeException runtime -> runtime;
            case Error error -> throw error;
            default -> new IllegalStateException(failure);
        };
    }
}
