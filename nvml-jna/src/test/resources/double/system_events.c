/* Events of the system: GPUs that the driver takes, or lets go of. */
#include "double.h"
#include <stdlib.h>
#include <string.h>

struct set {
    struct set *next;
    uintptr_t id;
    uint64_t types;
    uint32_t count;
    struct system_event_data *events; /* the oldest first */
};

static struct set *sets;

static struct set *set_of(handle id) {
    struct set *set = sets;
    while (set != NULL && set->id != (uintptr_t)id) {
        set = set->next;
    }
    return set;
}

void drop_system_event_sets(void) {
    while (sets != NULL) {
        struct set *next = sets->next;
        free(sets->events);
        free(sets);
        sets = next;
    }
}

EXPORT int nvmlSystemEventSetCreate(struct system_event_set_request *request) {
    int complaint = version_complaint(request, SYSTEM_EVENT_SET_CREATE_V1);
    int code = enter(FN_nvmlSystemEventSetCreate, SYSTEM, "", complaint);
    if (code == SUCCESS) {
        struct set *set = calloc(1, sizeof *set);
        set->next = sets;
        set->id = UINT64_C(0x5E) << 56 | next_serial();
        sets = set;
        request->set = (handle)set->id;
    }
    end();
    return code;
}

EXPORT int nvmlSystemEventSetFree(struct system_event_set_request *request) {
    int complaint = version_complaint(request, SYSTEM_EVENT_SET_FREE_V1);
    int code = enter(FN_nvmlSystemEventSetFree, SYSTEM, "", complaint);
    if (code == SUCCESS) {
        struct set **at = &sets;
        while (*at != NULL && (*at)->id != (uintptr_t)request->set) {
            at = &(*at)->next;
        }
        struct set *set = *at;
        code = set == NULL ? INVALID_ARGUMENT : SUCCESS;
        if (set != NULL) {
            *at = set->next;
            free(set->events);
            free(set);
            wake_all();
        }
    }
    end();
    return code;
}

EXPORT int nvmlSystemRegisterEvents(struct system_register_event_request *request) {
    int complaint = version_complaint(request, SYSTEM_REGISTER_EVENT_V1);
    if (complaint == SUCCESS && (request->eventTypes & ~(uint64_t)SYSTEM_EVENTS_KNOWN) != 0) {
        complaint = INVALID_ARGUMENT;
    }
    int code = enter(FN_nvmlSystemRegisterEvents, SYSTEM, "", complaint);
    play_events();
    struct set *set = code == SUCCESS ? set_of(request->set) : NULL;
    if (code == SUCCESS && set == NULL) {
        code = INVALID_ARGUMENT;
    }
    if (code == SUCCESS) {
        set->types |= request->eventTypes;
    }
    end();
    return code;
}

void queue_system_event(struct system_event_data data) {
    for (struct set *set = sets; set != NULL; set = set->next) {
        if ((set->types & data.eventType) != 0) {
            set->events = realloc(set->events, (set->count + 1) * sizeof data);
            set->events[set->count++] = data;
        }
    }
}

/* What a wait gives now: all events where there is room for them, or TIMEOUT where there is nothing yet. */
static int look(struct system_event_set_wait_request *request) {
    int state = state_of(SYSTEM);
    if (state != SUCCESS) {
        return state;
    }
    play_events();
    struct set *set = set_of(request->set);
    if (set == NULL) {
        return INVALID_ARGUMENT;
    }
    request->numEvent = set->count;
    if (set->count == 0) {
        return TIMEOUT;
    }
    if (set->count > request->dataSize) {
        return INSUFFICIENT_SIZE;
    }
    memcpy(request->data, set->events, set->count * sizeof *set->events);
    set->count = 0;
    return SUCCESS;
}

EXPORT int nvmlSystemEventSetWait(struct system_event_set_wait_request *request) {
    int complaint = version_complaint(request, SYSTEM_EVENT_SET_WAIT_V1);
    if (complaint == SUCCESS && request->data == NULL) {
        complaint = INVALID_ARGUMENT;
    }
    int64_t deadline = monotonic() + (complaint == SUCCESS ? request->timeoutms * INT64_C(1000000) : 0);
    int code = enter(FN_nvmlSystemEventSetWait, SYSTEM, "", complaint);
    if (code == SUCCESS) {
        while ((code = look(request)) == TIMEOUT && monotonic() < deadline) {
            pause_until(deadline);
        }
    }
    end();
    return code;
}
