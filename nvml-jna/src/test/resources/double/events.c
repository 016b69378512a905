/* Events: sets of GPUs to listen to, what the tests let happen, and what the capture has happen at its time. */
#include "double.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct registration {
    struct registration *next;
    handle gpu;
    uint64_t types;
};

struct event {
    struct event *next;
    struct event_data data;
};

struct event_set {
    struct event_set *next;
    uintptr_t id;
    struct registration *registrations;
    struct event *oldest, **end;
};

static struct event_set *sets;

static struct event_set *set_of(handle id) {
    struct event_set *set = sets;
    while (set != NULL && set->id != (uintptr_t)id) {
        set = set->next;
    }
    return set;
}

static void free_set(struct event_set *set) {
    while (set->registrations != NULL) {
        struct registration *next = set->registrations->next;
        free(set->registrations);
        set->registrations = next;
    }
    while (set->oldest != NULL) {
        struct event *next = set->oldest->next;
        free(set->oldest);
        set->oldest = next;
    }
    free(set);
}

void drop_event_sets(void) {
    while (sets != NULL) {
        struct event_set *next = sets->next;
        free_set(sets);
        sets = next;
    }
}

EXPORT int nvmlEventSetCreate(handle *out) {
    int code = enter(FN_nvmlEventSetCreate, SYSTEM, "", out == NULL ? INVALID_ARGUMENT : SUCCESS);
    if (code == SUCCESS) {
        struct event_set *set = calloc(1, sizeof *set);
        set->next = sets;
        set->id = UINT64_C(0xE5) << 56 | next_serial();
        set->end = &set->oldest;
        sets = set;
        *out = (handle)set->id;
    }
    end();
    return code;
}

EXPORT int nvmlEventSetFree(handle id) {
    int code = enter(FN_nvmlEventSetFree, SYSTEM, "", SUCCESS);
    if (code == SUCCESS) {
        struct event_set **at = &sets;
        while (*at != NULL && (*at)->id != (uintptr_t)id) {
            at = &(*at)->next;
        }
        struct event_set *set = *at;
        code = set == NULL ? INVALID_ARGUMENT : SUCCESS;
        if (set != NULL) {
            *at = set->next;
            free_set(set);
            wake_all();
        }
    }
    end();
    return code;
}

/* The time of an event that a capture holds, which is its argument; -1 where the answer is to another call. */
static long long time_of(const struct answer *answer, const char *call) {
    long long millis;
    size_t length = strlen(call);
    bool is_event = strncmp(answer->call, call, length) == 0 && answer->code == SUCCESS &&
                    sscanf(answer->call + length, "(%lld)", &millis) == 1;
    return is_event ? millis : -1;
}

uint64_t supported_events(struct subject gpu) {
    const struct answer *answer = answer_to(gpu, FN_nvmlDeviceGetSupportedEventTypes, "");
    if (answer != NULL) {
        return answer->code == SUCCESS ? answer->members[0].integer : 0;
    }
    uint64_t types = EVENTS_BY_DEFAULT;
    const struct section *section = section_of(gpu);
    for (size_t i = 0; section != NULL && i < section->count; i++) {
        if (time_of(&section->answers[i], "nvmlEventSetWait_v2") >= 0) {
            types |= section->answers[i].members[0].integer;
        }
    }
    return types;
}

static int64_t began;            /* when the capture was loaded */
static long long played = -1;    /* until which millisecond of it its events have happened */

void restart_events(void) {
    began = monotonic();
    played = -1;
}

static void play_section(const struct section *section, long long until) {
    bool system = section->subject.gpu < 0;
    for (size_t i = 0; i < section->count; i++) {
        const struct answer *answer = &section->answers[i];
        long long at = time_of(answer, system ? "nvmlSystemEventSetWait" : "nvmlEventSetWait_v2");
        if (at <= played || at > until) {
            continue;
        }
        if (system) {
            struct system_event_data data = {0};
            fill(answer, functions[FN_nvmlSystemEventSetWait].slots, &data);
            queue_system_event(data);
        } else {
            struct event_data data = {NULL, 0, 0, UINT32_MAX, UINT32_MAX};
            fill(answer, functions[FN_nvmlEventSetWait_v2].slots, &data);
            queue_event(section->subject.gpu, data);
        }
    }
}

/* Lets all happen that is due. Whoever begins to listen later than that does not see it. */
void play_events(void) {
    long long now = (monotonic() - began) / 1000000;
    const struct section *section;
    for (size_t i = 0; (section = section_at(i)) != NULL; i++) {
        play_section(section, now);
    }
    played = now;
}

EXPORT int nvmlDeviceRegisterEvents(handle gpu, unsigned long long types, handle id) {
    struct subject subject = subject_of(gpu);
    bool known = (types & ~(unsigned long long)EVENTS_KNOWN) == 0 && subject.mig < 0;
    int code = enter(FN_nvmlDeviceRegisterEvents, gpu, "", known ? SUCCESS : INVALID_ARGUMENT);
    play_events();
    struct event_set *set = set_of(id);
    if (code == SUCCESS && set == NULL) {
        code = INVALID_ARGUMENT;
    }
    if (code == SUCCESS && (types & ~supported_events(subject)) != 0) {
        code = NOT_SUPPORTED;
    }
    if (code == SUCCESS) {
        struct registration *registration = malloc(sizeof *registration);
        *registration = (struct registration){set->registrations, gpu, types};
        set->registrations = registration;
    }
    end();
    return code;
}

bool queue_event(int gpu, struct event_data data) {
    if (gpu < 0 || section_of((struct subject){gpu, -1}) == NULL) {
        return fail("the capture has no such GPU");
    }
    for (struct event_set *set = sets; set != NULL; set = set->next) {
        const struct registration *to = set->registrations;
        while (to != NULL && !(subject_of(to->gpu).gpu == gpu && (to->types & data.eventType) != 0)) {
            to = to->next;
        }
        if (to != NULL) {
            struct event *event = malloc(sizeof *event);
            data.device = to->gpu;
            *event = (struct event){NULL, data};
            *set->end = event;
            set->end = &event->next;
        }
    }
    return true;
}

static bool has_lost_gpu(const struct event_set *set) {
    const struct registration *registration = set->registrations;
    while (registration != NULL && state_of(registration->gpu) != GPU_IS_LOST) {
        registration = registration->next;
    }
    return registration != NULL;
}

static void take_oldest(struct event_set *set, void *data, size_t size) {
    struct event *event = set->oldest;
    set->oldest = event->next;
    if (set->oldest == NULL) {
        set->end = &set->oldest;
    }
    memcpy(data, &event->data, size);
    free(event);
}

/* What a wait gives now: an event, the loss of a GPU it listens to, or TIMEOUT where there is nothing yet. */
static int look(handle id, void *data, size_t size) {
    int state = state_of(SYSTEM);
    if (state != SUCCESS) {
        return state;
    }
    play_events();
    struct event_set *set = set_of(id);
    if (set == NULL) {
        return INVALID_ARGUMENT;
    }
    if (set->oldest != NULL) {
        take_oldest(set, data, size);
        return SUCCESS;
    }
    return has_lost_gpu(set) ? GPU_IS_LOST : TIMEOUT;
}

static int wait(enum function_id function, handle id, void *data, size_t size, unsigned int millis) {
    int64_t deadline = monotonic() + millis * INT64_C(1000000);
    int code = enter(function, SYSTEM, "", data == NULL ? INVALID_ARGUMENT : SUCCESS);
    if (code == SUCCESS) {
        while ((code = look(id, data, size)) == TIMEOUT && monotonic() < deadline) {
            pause_until(deadline);
        }
    }
    end();
    return code;
}

EXPORT int nvmlEventSetWait(handle set, struct event_data *data, unsigned int millis) {
    return wait(FN_nvmlEventSetWait, set, data, offsetof(struct event_data, gpuInstanceId), millis);
}

EXPORT int nvmlEventSetWait_v2(handle set, struct event_data *data, unsigned int millis) {
    return wait(FN_nvmlEventSetWait_v2, set, data, sizeof *data, millis);
}
