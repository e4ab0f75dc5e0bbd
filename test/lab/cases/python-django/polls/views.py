from datetime import datetime, timezone

from django.db import connection
from django.http import JsonResponse
from django.shortcuts import render
from django.utils.timezone import localtime


def index(request):
    return render(request, "polls/index.html", {"polls": ["tabs", "spaces"]})


def hour(request):
    return JsonResponse({"hour": localtime(datetime(2026, 7, 1, 12, tzinfo=timezone.utc)).hour})


def database(request):
    with connection.cursor() as cursor:
        cursor.execute("select 6 * 7")
        return JsonResponse({"answer": cursor.fetchone()[0]})
